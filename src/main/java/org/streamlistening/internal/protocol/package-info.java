/**
 * Grammar that client and server share: names, authorities, dates, durations and the boundaries of characters. Pure
 * functions on text, without I/O or state, for any thread. Depends on no other room.
 */
@NullMarked
package org.streamlistening.internal.protocol;

import org.jspecify.annotations.NullMarked;
