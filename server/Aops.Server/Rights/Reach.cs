namespace Aops.Server.Rights;

/// <summary>Which hosts an endpoint is about: how the scope of a caller is applied to it.</summary>
internal enum Reach
{
    /// <summary>No host.</summary>
    Nothing,

    /// <summary>The host that the path names: the gate looks whether it is in the scope.</summary>
    Host,

    /// <summary>Hosts that the request chooses: the endpoint asks for the scope, and applies it.</summary>
    Chosen,

    /// <summary>Every host, present and future: the gate demands the whole fleet as the scope.</summary>
    Fleet,
}
