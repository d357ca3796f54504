package org.streamlistening.it;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Returns the result of the {@link LeakDetector}. */
@WebServlet(value = "/control", loadOnStartup = 1)
public class LeakDetectorServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient LeakDetector detector = new LeakDetector();
    private final transient Workers workers = new Workers();
    private final transient MBeanServer management = ManagementFactory.getPlatformMBeanServer();
    private final transient Jsonb jsonb = JsonbBuilder.create();

    @Override
    public void init() {
        try {
            management.registerMBean(detector, new ObjectName(LeakDetector.NAME));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void destroy() {
        try {
            management.unregisterMBean(new ObjectName(LeakDetector.NAME));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "prepare" -> response.getWriter().print(workers.prepare());
            case "occupy" -> workers.occupy();
            case "release" -> workers.release();
            case "dump" -> dump(request.getParameter("file"));
            default -> {
                response.setContentType("application/json");
                jsonb.toJson(detector.look(), response.getWriter());
            }
        }
    }

    /** Writes a heap dump, which shows the references to a remaining class loader. */
    private void dump(String file) {
        try {
            management.invoke(
                    new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                    "dumpHeap",
                    new Object[] {file, true},
                    new String[] {String.class.getName(), boolean.class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
