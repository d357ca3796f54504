package org.streamlistening.it;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Registers the class loaders of its application with the {@link LeakDetector}. */
@WebListener
public class LeakDetectorRegistration implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ClassLoader ofClasses = LeakDetectorRegistration.class.getClassLoader();
        ClassLoader ofThreads = Thread.currentThread().getContextClassLoader();
        String type = ClassLoader.class.getName();
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName(LeakDetector.NAME),
                            "register",
                            new Object[] {event.getServletContext().getContextPath(), ofClasses, ofThreads},
                            new String[] {String.class.getName(), type, type});
        } catch (JMException e) {
            throw new IllegalStateException("the application with the leak detector is not deployed", e);
        }
    }
}
