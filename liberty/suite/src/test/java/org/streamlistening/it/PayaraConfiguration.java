package org.streamlistening.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** The properties of the server in arquillian.xml. */
public final class PayaraConfiguration implements ContainerConfiguration {

    private String jar = "";
    private String java = "";
    private String sources = "";
    private String folder = "";
    private String options = "";
    private int httpPort;

    /** For Arquillian. */
    public PayaraConfiguration() {}

    /** The jar of Payara Micro. */
    public void setJar(String jar) {
        this.jar = jar;
    }

    /** The home of the JDK that runs the server. */
    public void setJava(String java) {
        this.java = java;
    }

    /** The directory of the program that starts the server, and of the commands that configure it. */
    public void setSources(String sources) {
        this.sources = sources;
    }

    /** The directory for the applications and the files of the server. */
    public void setFolder(String folder) {
        this.folder = folder;
    }

    /** Options of the virtual machine, separated by blanks. */
    public void setOptions(String options) {
        this.options = options;
    }

    public void setHttpPort(int httpPort) {
        this.httpPort = httpPort;
    }

    String jar() {
        return jar;
    }

    Path javaProgram() {
        return Path.of(java, "bin", "java");
    }

    Path sources() {
        return Path.of(sources).toAbsolutePath();
    }

    Path folder() {
        return Path.of(folder).toAbsolutePath();
    }

    String[] options() {
        return options.split(" ");
    }

    int httpPort() {
        return httpPort;
    }

    @Override
    public void validate() {
        for (Path file : new Path[] {Path.of(jar), javaProgram(), sources()}) {
            if (!Files.exists(file)) {
                throw new ConfigurationException(file + " does not exist");
            }
        }
    }
}
