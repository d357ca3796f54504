/**
 * Checkpoints of consumers in a table of the application's database. In: a data source whose connections take part in
 * the transaction of the calling thread. Out: the register of a consumer, and its position, which moves in the same
 * transaction as the work of its observers.
 *
 * <p>One row per consumer. The register ({@code version}, {@code content}) changes only if its version is unchanged. The
 * position changes only if the claim and the last position are unchanged. So a server that another one has fenced, and
 * one that does not know whether its last commit took effect, cannot commit the next message.
 *
 * <p>The register is for the control task of a consumer, the position for its delivering thread; each of them one at a
 * time.
 */
@NullMarked
package org.streamlistening.internal.consume.database;

import org.jspecify.annotations.NullMarked;
