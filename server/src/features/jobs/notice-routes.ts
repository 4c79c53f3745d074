import { AppError, IdParams, isOver, JobNotice } from '@sheetport/contract';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { newId } from '../../id.ts';

/** Register the routes with which people ask to be told by e-mail that a job is over. */
export function routeJobNotices(app: App, { records, mailer }: Context): void {
  async function view(jobId: string, personId: string): Promise<JobNotice> {
    const person = await records.person.findUnique({ where: { id: personId }, select: { email: true } });
    const letter = await records.letter.findUnique({ where: { jobId_personId: { jobId, personId } } });
    return { email: mailer.sends ? (person?.email ?? null) : null, asked: letter !== null };
  }

  app.get(
    '/api/jobs/:id/notice',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'getJobNotice',
        tags: ['Jobs'],
        summary: 'Whether you are told of the end of a job',
        description: 'Where a letter would go, and whether you asked for one.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: JobNotice },
      },
    },
    (request) => view(request.params.id, principalOf(request).id),
  );

  app.put(
    '/api/jobs/:id/notice',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'askJobNotice',
        tags: ['Jobs'],
        summary: 'Be told of the end of a job',
        description: 'One letter to your e-mail address, in your language, once the job is over, however it ended.',
        errors: ['not_found', 'job_finished', 'no_email_address', 'target_not_set_up'],
        params: IdParams,
        response: { 200: JobNotice },
      },
    },
    async (request) => {
      const { id: jobId } = request.params;
      const { id: personId } = principalOf(request);
      if (!mailer.sends) throw new AppError('target_not_set_up', { what: 'E-mail', setting: 'SMTP_URL' });
      const { email } = await view(jobId, personId);
      if (email === null) throw new AppError('no_email_address');
      const job = await records.job.findUnique({ where: { id: jobId }, select: { state: true } });
      if (!job) throw new AppError('not_found', { what: 'job' });
      if (isOver(job.state)) throw new AppError('job_finished', { state: job.state });
      await records.letter.createMany({
        data: [{ id: newId(), kind: 'job_done', personId, jobId }],
        skipDuplicates: true,
      });
      return view(jobId, personId);
    },
  );

  app.delete(
    '/api/jobs/:id/notice',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'dropJobNotice',
        tags: ['Jobs'],
        summary: 'Be told of a job no more',
        description: 'What was sent already was sent.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const personId = principalOf(request).id;
      await records.letter.deleteMany({ where: { jobId: request.params.id, personId, endedAt: null } });
      return reply.code(204).send();
    },
  );
}
