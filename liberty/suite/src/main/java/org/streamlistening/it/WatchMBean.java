package org.streamlistening.it;

/**
 * Where applications of one server meet that have no class in common but those of the JDK: an application shows its class
 * loaders to the {@link Watch}.
 */
public interface WatchMBean {

    /** An application of this name has begun. */
    void begin(String name, ClassLoader ofClasses, ClassLoader ofThreads);
}
