package org.streamlistening.internal.cdi;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the beans of two WARs tell. */
public final class WarBeans {

    /** Which were made. */
    public static final Queue<String> MADE = new ConcurrentLinkedQueue<>();

    /** Who heard of which stream. */
    public static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();

    private WarBeans() {}
}
