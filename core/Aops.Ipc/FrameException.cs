namespace Aops.Ipc;

/// <summary>The peer on the local socket violates the protocol.</summary>
public sealed class FrameException : IOException
{
    /// <summary>Describes the violation.</summary>
    public FrameException(string message)
        : base(message)
    {
    }

    /// <summary>Describes the violation.</summary>
    public FrameException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
