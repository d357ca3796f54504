package org.streamlistening.it;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * WildFly's workers keep the application that they began with, for as long as they live: its first request on their stack,
 * and the class loader of whoever made them necessary. So, before an application comes that must not be kept, all workers
 * begin here, in a meeting, and stay. Other servers have nothing of that kind.
 */
final class Workers {

    /** More than the tests need, and no more than WildFly makes on the smallest machine. */
    private static final int ALL = 16;

    /** WildFly's default. */
    private static final int AS_USUAL = 2;

    private final MBeanServer management = ManagementFactory.getPlatformMBeanServer();
    private volatile CountDownLatch meeting = new CountDownLatch(0);

    /** Begins a meeting, to which as many requests have to come as this returns: each of them is on a worker of its own. */
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

    /** Whether this is WildFly. Not while it deploys: it would wait for itself. */
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
