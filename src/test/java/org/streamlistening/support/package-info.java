/**
 * Test support that several rooms share: manual time, and a proxy that can be disconnected.
 *
 * <p>Threads: see each class.
 */
package org.streamlistening.support;
