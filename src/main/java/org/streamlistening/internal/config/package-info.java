/** Where a configuration value comes from. Depends on nothing, so every other package may use it. */
@NullMarked
package org.streamlistening.internal.config;

import org.jspecify.annotations.NullMarked;
