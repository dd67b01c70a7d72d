import { z } from 'zod'

/** Settings that are changed from afar, by the paths that they have in a settings file. */
export const settingPathSchema = z.enum([
  'profile',
  'llm',
  'privacy',
  'approval',
  'approvalAboveUsd',
  'budget.perRun',
])
export type SettingPath = z.output<typeof settingPathSchema>

/** New values by path; null takes a setting out of the file, so that the profile decides. What they may be says the profile. */
export const settingsChangeSchema = z
  .partialRecord(settingPathSchema, z.union([z.string().max(500), z.number(), z.null()]))
  .refine((change) => Object.keys(change).length > 0, 'name a setting to change')
export type SettingsChange = z.output<typeof settingsChangeSchema>
