#!/usr/bin/env node
import process from 'node:process';
import { runServer } from './run-server.ts';

process.exit(await runServer(process.argv.slice(2), process.env));
