/**
 * What has changed, told to whoever asks, whoever owns it.
 *
 * <pre>
 *  writes of all lanes ──▶ Journal   the storage keys written last, numbered
 *                             │
 *                           Feed ◀── Follow ──┐         one question at a time from each member,
 *                             └── Followed ──▶ Following   answered when there is something to tell
 *                                               │
 *  Watcher ◀── Watching ◀── Recent ◀────────────┘
 *                  └── Coverage: has every slice an owner that was followed without a gap?
 * </pre>
 *
 * A watcher's node asks every owner, goes on behind the number it was told last, and keeps nothing
 * but how far each has come. So a position is a list of such numbers, good on any node, and a slow
 * watcher is one that asks seldom. State machines of one lane, but for the journal.
 */
@NullMarked
package dev.cairn.replication.watch;

import org.jspecify.annotations.NullMarked;
