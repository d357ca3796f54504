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
    private static final int AS_USUAL = 2;

    private final MBeanServer management = ManagementFactory.getPlatformMBeanServer();
    private volatile CountDownLatch meeting = new CountDownLatch(0);

    /** Begins a barrier for the returned number of requests, so that each of them runs on a worker of its own. */
    int invite() {
        int guests = stay(ALL) ? ALL : 0;
        meeting = new CountDownLatch(guests);
        return guests;
    }

    void meet() {
        CountDownLatch all = meeting;
        all.countDown();
        try {
            if (!all.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(all.getCount() + " did not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void dismiss() {
        stay(AS_USUAL);
    }

    /** Whether this server is WildFly. Must not be called during a deployment, which would wait for itself. */
    private boolean stay(int workers) {
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
