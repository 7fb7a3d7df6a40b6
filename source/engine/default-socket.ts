/** Where Docker listens when nobody says otherwise. */
export const defaultSocket = '/var/run/docker.sock';
