namespace Aops.Spm.Desired;

/// <summary>The server does not want any more what it had ordered; nothing that runs was changed.</summary>
internal sealed class OrderWithdrawnException(string message) : Exception(message);
