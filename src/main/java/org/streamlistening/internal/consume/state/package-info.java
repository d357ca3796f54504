/**
 * What all servers share about a consumer, as an immutable value and as the text of a checkpoint. For any thread.
 */
@NullMarked
package org.streamlistening.internal.consume.state;

import org.jspecify.annotations.NullMarked;
