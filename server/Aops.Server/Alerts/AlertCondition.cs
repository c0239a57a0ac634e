using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Alerts;

/// <summary>What a rule looks at, and so what its threshold counts.</summary>
[JsonConverter(typeof(KebabEnumConverter<AlertCondition>))]
internal enum AlertCondition
{
    /// <summary>As many hosts of a query, or such a share, or more.</summary>
    Hosts,

    /// <summary>A certificate of the server, or its authority, ends within as many days.</summary>
    Certificate,

    /// <summary>The signed metadata of the releases ends within as many days, or is not valid.</summary>
    Metadata,

    /// <summary>The file system of the data folder has as many percent free, or less.</summary>
    Disk,

    /// <summary>The newest backup is as old, in percent of the interval of scheduled backups, or older.</summary>
    Backup,

    /// <summary>As many webhooks, or more, fail.</summary>
    Webhook,

    /// <summary>As many clones, or more, are suspected: two hosts use one identity, or a clone waits for consent.</summary>
    Clone,

    /// <summary>As many hosts, or more, have drifted from a playbook, as its last check has found.</summary>
    Drift,
}
