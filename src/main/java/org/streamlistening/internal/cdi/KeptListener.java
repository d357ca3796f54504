package org.streamlistening.internal.cdi;

import org.streamlistening.StreamListener;

/** A listener as its session keeps it, and not as it is injected: {@link OfCurrentSession}. */
interface KeptListener extends StreamListener, KeptInSession {}
