import type { ClientToServer, ServerToClient } from '@sheetport/contract';
import type { Server, Socket } from 'socket.io';
import type { Principal } from '../auth/principal.ts';

export interface SocketData {
  principal: Principal;
}
export type SocketServer = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type JobSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** The room of those who watch all jobs that they may see. */
export const ALL_JOBS = 'all';
/** The room of those who watch one job. */
export const roomOf = (jobId: string): string => `job:${jobId}`;
