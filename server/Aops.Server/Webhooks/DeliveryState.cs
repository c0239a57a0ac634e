using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Webhooks;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(KebabEnumConverter<DeliveryState>))]
internal enum DeliveryState
{
    /// <summary>It is tried, or waits for those before it.</summary>
    Waiting,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>It was tried for a day, or too many waited behind it.</summary>
    Abandoned,
}
