package org.streamlistening.internal.cdi;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Records of the beans of two WARs. */
public final class WarBeans {

    /** The WARs whose beans were created. */
    public static final Queue<String> CREATED = new ConcurrentLinkedQueue<>();

    /** The WAR and the stream of each observed event. */
    public static final Queue<String> OBSERVED = new ConcurrentLinkedQueue<>();

    private WarBeans() {}
}
