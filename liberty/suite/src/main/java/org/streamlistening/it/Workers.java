package org.streamlistening.it;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Starts all worker threads of WildFly before the application under test is deployed. A worker thread keeps the class
 * loader of the application that caused its start, and must not keep that of the application under test. Other servers
 * have no such threads.
 */
final class Workers {

    /** More than the tests need, and no more than WildFly starts on the smallest machine. */
    private static final int ALL = 16;

    /** WildFly's default. */
    private static final int DEFAULT = 2;

    private final MBeanServer management = ManagementFactory.getPlatformMBeanServer();
    private volatile CountDownLatch barrier = new CountDownLatch(0);

    /** Begins a barrier for the returned number of requests, which makes each of them run on its own worker. */
    int prepare() {
        int workers = setCoreThreads(ALL) ? ALL : 0;
        barrier = new CountDownLatch(workers);
        return workers;
    }

    /** Blocks the calling worker until all workers are occupied. */
    void occupy() {
        CountDownLatch all = barrier;
        all.countDown();
        try {
            if (!all.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(all.getCount() + " workers did not arrive");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void release() {
        setCoreThreads(DEFAULT);
    }

    /** Whether this server is WildFly. Must not be called during a deployment, which would wait for itself. */
    private boolean setCoreThreads(int workers) {
        try {
            ObjectName pool = new ObjectName("jboss.as:subsystem=io,worker=default");
            if (!management.isRegistered(pool)) {
                return false;
            }
            management.setAttribute(pool, new Attribute("taskCoreThreads", workers));
            return true;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
