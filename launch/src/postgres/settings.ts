/** How the embedded PostgreSQL is set: one person's machine, loaded in bulk, and nothing lost when the power fails. */
import { statfsSync } from 'node:fs';

/** Each setting as given to `postgres -c`. On the command line, so that an old data directory gets new settings too. */
export function postgresSettings(port: number, throwaway: boolean, data?: string): Record<string, string> {
  return {
    port: String(port),
    // Nobody but this machine, and through one door only.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A server, a few workers with their threads, Prisma and the queue, and someone looking in with psql.
    // Tests run several services at a time, and connections of killed members stay for a while.
    max_connections: throwaway ? '300' : '100',
    // Indexes of a table being loaded stay in memory; more would be taken from Node on a small machine.
    shared_buffers: throwaway ? '128MB' : '256MB',
    // Sorting and hashing a merge of some hundred thousand rows without files.
    work_mem: '32MB',
    // Building an index after a load in one pass.
    maintenance_work_mem: '256MB',
    // A bulk load writes much WAL in a short time: do not checkpoint every few seconds because of it.
    // That of a throw-away cluster may lie in memory.
    ...walSize(data, throwaway ? 512 : 4096),
    checkpoint_timeout: '15min',
    // Nobody replicates from here. With the least WAL, COPY into a table made in the same transaction skips it.
    wal_level: 'minimal',
    max_wal_senders: '0',
    // Committed means on the disk: promised to people. A throw-away cluster promises nothing.
    fsync: throwaway ? 'off' : 'on',
    synchronous_commit: throwaway ? 'off' : 'on',
    full_page_writes: throwaway ? 'off' : 'on',
    // Queries here are short or bound by the disk; compiling them costs more than it gives.
    jit: 'off',
    // The same answers wherever the machine stands.
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The launcher gives it a file as standard error; see log-file.ts for the rotation.
    logging_collector: 'off',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // No values of cells: errors of statements quote them, and so do their details and statements. Whoever sent the statement is told of
    // them, and logs what may be logged. What PostgreSQL says of itself stays.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    log_parameter_max_length: '0',
    ...sharedMemory(),
  };
}

/** The log that is kept for recycling. A tenth of the disk at most: on a small one it would take all of it. In MB, of two segments or more. */
function walSize(data: string | undefined, mostMegabytes: number): Record<string, string> {
  let most = mostMegabytes;
  try {
    const { bsize, blocks } = statfsSync(data ?? '');
    most = Math.max(64, Math.min(most, Math.floor((bsize * blocks) / 10 / 1024 ** 2)));
  } catch {
    // As on a large disk.
  }
  return { max_wal_size: `${most}MB`, min_wal_size: `${Math.min(80, Math.floor(most / 2))}MB` };
}

/** Parallel queries share memory through /dev/shm. In containers it is often 64 MB, and they fail: then use files. */
function sharedMemory(): Record<string, string> {
  if (process.platform !== 'linux') return {};
  const enough = 512 * 1024 * 1024;
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return { dynamic_shared_memory_type: bsize * blocks >= enough ? 'posix' : 'mmap' };
  } catch {
    return { dynamic_shared_memory_type: 'mmap' };
  }
}
