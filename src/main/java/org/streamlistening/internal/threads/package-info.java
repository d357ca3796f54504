/** Threads that wait, and the class loader of a thread: what the client, the server and the extension have in common. No part of the API. */
@NullMarked
package org.streamlistening.internal.threads;

import org.jspecify.annotations.NullMarked;
