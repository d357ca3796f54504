/**
 * Splits JSON text into messages, for client and server.
 *
 * <p>In: the bytes of one body, in pieces of any size. Out: where each message begins and ends. The text is checked and
 * never changed: numbers and members stay as the sender wrote them.
 *
 * <p>Threads: a splitter belongs to the thread that reads the body. Depends on no other room and on no JSON library.
 */
@NullMarked
package org.streamlistening.internal.protocol.json;

import org.jspecify.annotations.NullMarked;
