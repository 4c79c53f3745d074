/** The calls about API keys. Not part of what the home page loads. */
import type { ApiKeyChange, ApiKeyRotation, NewApiKey } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { act, json, readAs, type Signal } from './api.ts';
import { ApiKey, ApiKeySecret, ApiKeys } from './page-shapes.ts';
import { KEYS } from './query-keys.ts';

const getApiKeys = (everyone: boolean, init?: Signal) =>
  readAs(ApiKeys, `/api/keys${everyone ? '?everyone=true' : ''}`, init);
export const makeApiKey = (key: NewApiKey) => readAs(ApiKeySecret, '/api/keys', json('POST', key));
export const changeApiKey = (id: string, change: ApiKeyChange) =>
  readAs(ApiKey, `/api/keys/${id}`, json('PATCH', change));
export const rotateApiKey = (id: string, rotation: ApiKeyRotation) =>
  readAs(ApiKeySecret, `/api/keys/${id}/rotate`, json('POST', rotation));
export const endApiKey = (id: string) => act(`/api/keys/${id}`, { method: 'DELETE' });

export const apiKeysQuery = (everyone: boolean) =>
  queryOptions({ queryKey: KEYS.apiKeys(everyone), queryFn: ({ signal }) => getApiKeys(everyone, { signal }) });
