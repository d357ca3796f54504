/**
 * Grammar that client and server share: pure functions on texts. No I/O, no state, for any thread.
 */
@NullMarked
package org.streamlistening.internal.protocol;

import org.jspecify.annotations.NullMarked;
