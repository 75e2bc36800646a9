/**
 * What a node was told: one YAML file, the environment, {@code --set} flags, and a default for
 * every key.
 *
 * <pre>
 *   --set a.b=c    KV_CFG_A_B=c    node.yaml
 *        └──────────────┼──────────────┘
 *                 Layers: key ─▶ Written (text and where it stood)
 *                       │
 *                 RecordBinder ──▶ records: NodeSettings, ClusterSettings, each plugin's own
 *                       │
 *                 NodeConfig            or ConfigException: every Problem with file, line, key, read, expected
 * </pre>
 *
 * Nothing here opens a port or a data file. Values stay text until a record says what type they
 * have.
 */
@NullMarked
package dev.cairn.server.config;

import org.jspecify.annotations.NullMarked;
