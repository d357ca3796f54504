/**
 * The default store of consumers: a register with compare-and-set for each consumer, in durable streams of any server.
 *
 * <p>In: a {@link org.streamlistening.client.DurableStreamsClient}. Out: a
 * {@link org.streamlistening.consumer.CheckpointStore}. Reading costs one request, a GET from the known end; writing
 * costs two, a POST and such a GET.
 *
 * <h2>Streams</h2>
 *
 * <pre>{@code
 * consumers/audit/root             names the current segment of the index
 * consumers/audit/index-2-<random> names the current segment of the log
 * consumers/audit/log-1007-<random>  the checkpoints
 * }</pre>
 *
 * Each is a log of records {@code {"version":7,"id":"<random>","epoch":3,"content":"..."}}. A record is valid if its
 * version follows that of the last valid one; a stream is created with a first record, which sets the version. All others
 * are ignored, also those of other programs. A segment with a thousand records is closed, the last valid record is copied into a new
 * one, and the old one is deleted once the level above names the new one. The root is never closed or deleted; it grows
 * by one record per million writes.
 *
 * <h2>Why no accepted write is lost</h2>
 *
 * <ol>
 *   <li>A write counts as successful only after this server has read its own record as a valid one. Of all records of
 *       one version in a stream exactly one is valid, the first one, whatever the responses said. Producer ids, epochs
 *       and numbers (Protocol, section 5.2.1) fence a stale owner at its next write, and store a repeated request once;
 *       no write counts because of them. Two servers can begin the same epoch: then the second gets a duplicate, finds
 *       no record of its own, and goes on in a later epoch.
 *   <li>A closed segment never changes. Its successor begins with its last valid record, in the request that creates
 *       it, and is created after the end was read.
 *   <li>Only one successor counts: the register of the level above takes one name after that of the old segment. So a
 *       segment that is open is the current one, and one that is closed is current until the level above names another.
 *   <li>The name of a segment is random, one request creates it, and no server uses it before that request succeeded. A
 *       name therefore lives once: an append, a closure or a deletion that arrives at any later time meets the stream
 *       that it was meant for, or none. With two names in turn, the deletion of a server that was frozen would hit a
 *       later segment.
 *   <li>A segment is deleted only after the level above names another in its place. The same holds for a new segment
 *       that was not chosen; one that was perhaps chosen stays.
 * </ol>
 *
 * A write whose outcome stays unknown throws, since its request may still arrive. It returns false only if another
 * record has the version.
 *
 * <p>Assumptions: a response to a GET shows all that was stored before the request (no cache in between), and a request
 * for creation that the client repeated does not arrive after the segment has lived and was deleted. The server keeps
 * all messages of these streams: one that removes old messages (retention) makes reads fail. A server that ends between
 * the creation and the choice of a new segment leaves a stream with one record behind.
 *
 * <p>Threads: any, which may block. A lock for each consumer guards what this server knows of its streams; requests are
 * sent while it is held.
 */
@NullMarked
package org.streamlistening.internal.consume.log;

import org.jspecify.annotations.NullMarked;
