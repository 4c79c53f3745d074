/**
 * A service can require a second factor of everybody (docs/people.md). It is asked of whoever signs in with a password. Who came in by a
 * provider was asked there, and who has the owner's token is the way back in.
 */
import { PASSWORD_PROVIDER } from './accounts.ts';

/** Whether a second factor is required. */
const REQUIRED = 'EXISTS (SELECT FROM sheetport.instance WHERE second_factor_required)';

/**
 * SQL: whether a person has a password and no second factor.
 * @param person SQL of the person's id
 */
export function withoutFactorSql(person: string): string {
  return `(EXISTS (SELECT FROM sheetport.credential c WHERE c.person_id = ${person} AND c.provider_id = '${PASSWORD_PROVIDER}' AND c.password IS NOT NULL)
       AND NOT EXISTS (SELECT FROM sheetport.second_factor f WHERE f.person_id = ${person} AND f.confirmed_at IS NOT NULL))`;
}

/** SQL: whether a person must set a second factor up before anything else. In: SQL of their id. */
export function lacksFactorSql(person: string): string {
  return `(${REQUIRED} AND ${withoutFactorSql(person)})`;
}
