/**
 * Test support that several packages share: a proxy that can be disconnected, an application on Weld, and
 * the official server suite. The tests in {@code liberty} also use the proxy and the suite.
 *
 * <p>Threads: see each class.
 */
package org.streamlistening.support;
