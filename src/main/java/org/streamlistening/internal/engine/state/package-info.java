/**
 * Values that requests, decisions and stores exchange. Immutable, without I/O, for any thread.
 */
@NullMarked
package org.streamlistening.internal.engine.state;

import org.jspecify.annotations.NullMarked;
