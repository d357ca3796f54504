/**
 * Configuration values, and the class loader of the application that they belong to.
 *
 * <p>In: keys. Out: values of MicroProfile Config, system properties and environment variables, parsed and checked.
 * Depends on no other room.
 *
 * <p>Threads: any. Values are read from their sources at each call: the rooms that use them read them once.
 */
@NullMarked
package org.streamlistening.internal.config;

import org.jspecify.annotations.NullMarked;
