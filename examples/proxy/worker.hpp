// The worker: a process with two apps, which it serves over a socket.
#pragma once

// Until the line ends. The program's status.
int run_worker(int socket, int argc, char** argv);
