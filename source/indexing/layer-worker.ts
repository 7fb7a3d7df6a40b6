import 'node:worker_threads';
