package org.streamlistening.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** One Payara Micro server for all test classes. Each application has the context root of its name. */
public final class PayaraContainer implements DeployableContainer<PayaraConfiguration> {

    private PayaraConfiguration configuration;
    private PayaraProcess server;

    /** For Arquillian. */
    public PayaraContainer() {}

    @Override
    public Class<PayaraConfiguration> getConfigurationClass() {
        return PayaraConfiguration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 5.0");
    }

    @Override
    public void setup(PayaraConfiguration ofServer) {
        configuration = ofServer;
    }

    @Override
    public void start() throws LifecycleException {
        try {
            server = PayaraProcess.start(configuration());
        } catch (IOException e) {
            throw new LifecycleException("Payara Micro does not start", e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        File file = export(archive);
        ServerLog log = ServerLog.fromHere();
        String result = execute("deploy " + nameOf(archive) + " " + file);
        if (!result.equals("done")) {
            throw new DeploymentException(archive.getName() + ": " + result + "\n"
                    + String.join("\n", log.lines().toList()));
        }
        HTTPContext http = new HTTPContext("localhost", configuration().httpPort());
        http.add(new Servlet("any", "/" + nameOf(archive)));
        return new ProtocolMetaData().addContext(http);
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        execute("undeploy " + nameOf(archive));
    }

    private File export(Archive<?> archive) throws DeploymentException {
        try {
            Path applications = Files.createDirectories(configuration().folder().resolve("applications"));
            File file = applications.resolve(archive.getName()).toFile();
            archive.as(ZipExporter.class).exportTo(file, true);
            return file;
        } catch (IOException e) {
            throw new DeploymentException(archive.getName() + " cannot be written", e);
        }
    }

    private String execute(String command) throws DeploymentException {
        if (server == null) {
            throw new DeploymentException("Payara Micro is not running");
        }
        try {
            return server.execute(command);
        } catch (IOException e) {
            throw new DeploymentException("Payara Micro does not answer: " + command, e);
        }
    }

    private PayaraConfiguration configuration() {
        if (configuration == null) {
            throw new IllegalStateException("there is no configuration");
        }
        return configuration;
    }

    private static String nameOf(Archive<?> archive) {
        return archive.getName().replaceFirst("\\.[we]ar$", "");
    }
}
