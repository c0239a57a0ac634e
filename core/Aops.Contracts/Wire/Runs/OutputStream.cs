namespace Aops.Contracts.Wire.Runs;

/// <summary>What a frame of output holds; the first byte of the frame.</summary>
public enum OutputStream : byte
{
    /// <summary>Bytes of standard output.</summary>
    Out = 1,

    /// <summary>Bytes of standard error.</summary>
    Error = 2,

    /// <summary>The number of bytes of frames that are missing, 8 bytes, little-endian.</summary>
    Gap = 3,
}
