/** What a key made of a dialog. */
export type DialogStep<D, A> =
  { readonly type: 'open'; readonly dialog: D } | { readonly type: 'closed'; readonly answer: A };
