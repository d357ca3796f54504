package org.streamlistening.it;

/**
 * Connects applications of one server that share only classes of the JDK: an application registers its class loaders
 * with the {@link LeakDetector}.
 */
public interface LeakDetectorMBean {

    /** Registers an application of this name. */
    void register(String name, ClassLoader ofClasses, ClassLoader ofThreads);
}
