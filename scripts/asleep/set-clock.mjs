// Loaded into a server before it starts (`--import`): each message sets its wall clock ahead by so many milliseconds.
const machine = Date.now.bind(Date);
let ahead = 0;
Date.now = () => machine() + ahead;
process.on('message', ({ jump }) => {
  ahead += jump;
  process.send?.('set');
});
// The server ends when it would have ended.
process.channel?.unref();
