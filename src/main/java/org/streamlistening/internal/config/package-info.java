/**
 * Configuration values, and the class loader of the application that they belong to.
 *
 * <p>In: keys. Out: values of MicroProfile Config, system properties and environment variables, parsed and checked.
 * Depends on no other room.
 *
 * <p>Threads: any; nothing is cached.
 */
@NullMarked
package org.streamlistening.internal.config;

import org.jspecify.annotations.NullMarked;
