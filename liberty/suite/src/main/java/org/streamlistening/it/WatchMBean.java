package org.streamlistening.it;

/**
 * Connects applications of one server that share only classes of the JDK: an application registers its class loaders
 * with the {@link Watch}.
 */
public interface WatchMBean {

    /** Registers an application of this name. */
    void begin(String name, ClassLoader ofClasses, ClassLoader ofThreads);
}
