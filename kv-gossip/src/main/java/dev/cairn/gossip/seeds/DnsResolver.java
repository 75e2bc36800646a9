package dev.cairn.gossip.seeds;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * The JDK's own resolvers: the system's for hosts, JNDI's DNS provider (module {@code
 * jdk.naming.dns}) for services, which asks the system's name servers. May block for some seconds.
 */
final class DnsResolver implements Resolver {
    private static final String TIMEOUT_MILLIS = "1000";
    private static final String RETRIES = "2";

    @Override
    public List<String> addresses(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /** Asks for SRV records alone, which are text: no object is ever made of what comes back. */
    @Override
    @SuppressWarnings("BanJNDI")
    public List<Server> servers(String service) {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", RETRIES);
        try {
            InitialDirContext context = new InitialDirContext(environment);
            try {
                Attribute records = context.getAttributes(service, new String[] {"SRV"}).get("SRV");
                return records == null ? List.of() : servers(records);
            } finally {
                context.close();
            }
        } catch (NamingException noAnswer) {
            return List.of();
        }
    }

    private static List<Server> servers(Attribute records) throws NamingException {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            server(String.valueOf(records.get(i))).ifPresent(servers::add);
        }
        return servers;
    }

    /** Reads {@code priority weight port host.}, as the provider writes a record. */
    static Optional<Server> server(String record) {
        String[] fields = record.strip().split("\\s+");
        if (fields.length != 4) {
            return Optional.empty();
        }
        String host =
                fields[3].endsWith(".")
                        ? fields[3].substring(0, fields[3].length() - 1)
                        : fields[3];
        try {
            int port = Integer.parseInt(fields[2]);
            boolean usable = !host.isEmpty() && port >= 0 && port <= 65_535;
            return usable
                    ? Optional.of(
                            new Server(
                                    Integer.parseInt(fields[0]),
                                    Integer.parseInt(fields[1]),
                                    host,
                                    port))
                    : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
