/**
 * The portable extension: finds listeners and observers, refuses what cannot work, wires, starts and stops; and the
 * bridge that makes a session's own beans reachable from a background thread.
 */
@NullMarked
package org.streamlistening.internal.cdi;

import org.jspecify.annotations.NullMarked;
