/**
 * Test support that several rooms share: manual time, a proxy that can be disconnected, and an application on Weld.
 *
 * <p>Threads: see each class.
 */
package org.streamlistening.support;
