import { AppError, describeBlockProblem, type TemplateProblem } from '@sheetport/contract';

/** A template that cannot be filled: the answer says what is to be corrected, and where. */
export class InvalidTemplate extends AppError {
  readonly problem: TemplateProblem;
  constructor(problem: TemplateProblem) {
    super('invalid_template', { detail: describeBlockProblem(problem) });
    this.problem = problem;
  }
}
