package org.streamlistening.docs.example;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.streamlistening.server.DurableStreamsServlet;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

public class StreamServerOfTests {

    public static Server start() throws Exception {
        ServerOptions options =
                ServerOptions.builder().access(StreamAccess.everything()).build();
        ServletHolder streams = new ServletHolder(new DurableStreamsServlet(options));
        streams.setAsyncSupported(true);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(streams, "/*");
        Server server = new Server(0);
        server.setHandler(context);
        server.start();
        return server;
    }
}
