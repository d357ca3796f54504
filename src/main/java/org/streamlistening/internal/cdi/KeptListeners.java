package org.streamlistening.internal.cdi;

import org.streamlistening.StreamListeners;

/** Listeners as their session keeps them, and not as they are injected: {@link OfCurrentSession}. */
interface KeptListeners extends StreamListeners, KeptInSession {}
