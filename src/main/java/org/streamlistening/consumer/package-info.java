/**
 * Consumers: they belong to the application, need no session, and one server of all delivers for each of them. Public
 * types.
 */
@NullMarked
package org.streamlistening.consumer;

import org.jspecify.annotations.NullMarked;
