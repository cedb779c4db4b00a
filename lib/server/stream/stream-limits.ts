import "server-only";

/** What the event streams of one person or address may cost, in one place. Times are in milliseconds. */
export interface StreamLimits {
  /** Open streams of one person: each browser needs one for all its tabs, and two for a moment. */
  streamsPerPerson: number;
  /** Open streams from one address. Behind a proxy that the portal was not told of, everyone has the same. */
  streamsPerAddress: number;
  topicsPerStream: number;
  /** Different topics of one person, over all their streams. */
  topicsPerPerson: number;
  /** Topics of one person that are looked at together. */
  topicsAtOnce: number;
  /** Objects that are not there, or topics that are tried again, for one person. */
  absentPerPerson: number;
  /** For so long an object that is no longer waited for still counts: its watch lives on for as long. */
  absentLinger: number;
  /** Pauses before a topic that cannot be followed is tried again. After the last try, it is dropped. */
  retryAfter: readonly number[];
  /** How often the access to a followed topic is reviewed. */
  reviewEvery: number;
  /** Seconds after which a stream that was refused may be opened. */
  retryStreamAfter: number;
}

export const STREAM_LIMITS: StreamLimits = {
  streamsPerPerson: 16,
  streamsPerAddress: 1_000,
  topicsPerStream: 200,
  topicsPerPerson: 300,
  topicsAtOnce: 4,
  absentPerPerson: 20,
  absentLinger: 60_000,
  retryAfter: [5_000, 10_000, 20_000, 40_000, 60_000],
  reviewEvery: 3 * 60_000,
  retryStreamAfter: 10,
};
