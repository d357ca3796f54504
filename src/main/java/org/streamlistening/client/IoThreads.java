package org.streamlistening.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * The threads that this package starts, all of them here: only producers need any. They wait for the network and run no
 * code of the application. Virtual where the JDK has them (21 and newer), else daemon threads.
 */
final class IoThreads {

    private IoThreads() {}

    /** Runs each task on a thread of its own, which ends with the task. */
    static Executor named(String name) {
        ThreadFactory factory = virtual(name);
        return task -> factory.newThread(task).start();
    }

    private static ThreadFactory virtual(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class).invoke(builder, name);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException e) {
            // An older JDK: threads of the platform do as well.
            return task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                // A thread must not keep the class loader of an application alive that is undeployed meanwhile.
                thread.setContextClassLoader(null);
                return thread;
            };
        }
    }
}
